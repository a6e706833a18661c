import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A Bot API of Telegram on loopback. */
export interface FakeTelegram {
  /** For `channels.telegram.apiRoot`. */
  readonly root: string;
  /** Tokens that are good. */
  readonly tokens: Set<string>;
  /** Tokens of the calls so far, in order. */
  readonly seen: readonly string[];
  stop(): Promise<void>;
}

/** Answers every method well, to those who have a good token. */
export async function startFakeTelegram(...tokens: string[]): Promise<FakeTelegram> {
  const good = new Set(tokens);
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const [, token = "", method = ""] = /^\/bot([^/]+)\/(\w+)/.exec(request.url ?? "") ?? [];
    seen.push(token);
    request.resume();
    const answer = (status: number, body: object): void => void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (!good.has(token)) return answer(401, { ok: false, error_code: 401, description: "Unauthorized" });
    if (method === "getMe") return answer(200, { ok: true, result: { id: 1, is_bot: true, first_name: "Fake", username: "fake_bot", can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false } });
    // A long poll: nobody ever writes.
    if (method === "getUpdates") return void setTimeout(() => answer(200, { ok: true, result: [] }), 1_000);
    answer(200, { ok: true, result: method === "getWebhookInfo" ? { url: "", has_custom_certificate: false, pending_update_count: 0 } : true });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    root: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    tokens: good,
    seen,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
