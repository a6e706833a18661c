import { MolthubGuard, baseline } from "..";

new MolthubGuard(baseline, "molthub-baseline");
