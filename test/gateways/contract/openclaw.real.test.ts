import { gatewayContract } from ".";
import { realGateway } from "./realUnderTest";

gatewayContract("real openclaw 2026.9.6", "openclaw", realGateway({ package: "openclaw", version: "2026.9.6" }));
