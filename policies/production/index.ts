import { MolthubGuard, production } from "..";

new MolthubGuard(production, "molthub-production");
