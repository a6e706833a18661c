import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import { connecting } from "./connecting";
import { limits } from "./limits";
import { reading } from "./reading";
import { refusing } from "./refusing";
import { restarting } from "./restarting";
import { Subject } from "./subject";
import { storing } from "./storing";
import type { StartGateway } from "./underTest";
import { working } from "./working";
import { writing } from "./writing";

/** States what Molthub relies on of a gateway of a product line. Its tests share the gateway that `start` gives, and run in order. */
export function gatewayContract(name: string, line: "openclaw" | "clawdbot", start: StartGateway): void {
  describe(name, () => {
    const subject = new Subject(line, start);
    beforeAll(() => subject.start());
    beforeEach(() => subject.revive());
    afterAll(() => subject.stop());
    describe("lets in", () => connecting(subject));
    describe("shows", () => reading(subject));
    describe("works", () => working(subject));
    describe("refuses", () => refusing(subject));
    describe("limits", () => limits(subject));
    describe("writes", () => writing(subject));
    describe("stores", () => storing(subject));
    describe("restarts", () => restarting(subject));
  });
}
