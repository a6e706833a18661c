import { userInfo } from "node:os";

/** Login name of whoever runs this; a container may have none for its user. */
export function actor(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? "unknown")}`;
  }
}
