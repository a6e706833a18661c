import { isPlainObject, valueAt, type ConfigValue, type Path } from "../../../sdk/config";
import type { GatewayProcess } from "./gatewayProcess";

/** What vendors would say of the secrets below a path. */
export function accepts({ running, settings, store }: GatewayProcess, path: Path): boolean {
  const visit = (value: ConfigValue | undefined): boolean => {
    if (!isPlainObject(value)) return !settings.refusedSecrets.includes(String(value));
    if (value["source"] === "store") return !settings.refusedSecrets.includes(store.get(String(value["id"])) ?? "");
    return Object.values(value).every((item) => visit(item as ConfigValue));
  };
  return visit(valueAt(running, path));
}
