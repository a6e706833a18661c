import { gatewayContract } from ".";
import { realGateway } from "./realUnderTest";

gatewayContract("real clawdbot 2026.1.24-3", "clawdbot", realGateway({ package: "clawdbot", version: "2026.1.24-3" }));
