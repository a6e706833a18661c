import * as pulumi from "@pulumi/pulumi";
import { MoltbotFleet } from "@molthub/pulumi";
import { chosenModel } from "./model";

// Written by the first `npm start`; change it with `npm run pulumi -- config set`.
const config = new pulumi.Config();
const port = config.requireNumber("port");
const model = chosenModel(config);

const fleet = new MoltbotFleet("local-fleet", {
  gateway: { version: "2026.9.6" },
  template: "templates/assistant.json5",
  profiles: [model.layer],
  env: model.env,
  bots: {
    alice: { port },
    bob: { port: port + 1 },
    carol: { port: port + 2, overlay: { messages: { responsePrefix: "[carol]" } } },
  },
  rollout: {
    steps: [
      { setWeight: 25 },
      { analysis: [{ config: {} }, { channels: {} }, { model: {} }] },
    ],
  },
});

export const endpoints = fleet.endpoints;
