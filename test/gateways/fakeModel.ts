import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A model of an offline bot: OpenAI's chat completions, one fixed reply. */
export interface FakeModel {
  /** Config of a provider `fake` with model `fake-1`, to be put under `models.providers`. Its key is `sk-fake-model`. */
  readonly provider: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/**
 * Starts a model that answers every prompt with `reply`, streamed or whole as asked.
 *
 * @param keys API keys that are good; absent: any
 */
export async function startFakeModel(reply: string, keys?: readonly string[]): Promise<FakeModel> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += String(part)));
    request.on("end", () => {
      if (keys?.some((key) => request.headers.authorization === `Bearer ${key}`) === false) return void response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"bad key"}}');
      if (!request.url?.endsWith("/chat/completions")) return void response.writeHead(404).end("{}");
      const base = { id: "c1", created: 1, model: "fake-1" };
      const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
      if ((JSON.parse(body) as { stream?: boolean }).stream !== true) {
        const message = { role: "assistant", content: reply };
        response.setHeader("content-type", "application/json");
        return void response.end(JSON.stringify({ ...base, object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }], usage }));
      }
      response.setHeader("content-type", "text/event-stream");
      const chunk = (fields: object): boolean => response.write(`data: ${JSON.stringify({ ...base, object: "chat.completion.chunk", ...fields })}\n\n`);
      chunk({ choices: [{ index: 0, delta: { role: "assistant", content: reply }, finish_reason: null }] });
      chunk({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
      chunk({ choices: [], usage });
      response.end("data: [DONE]\n\n");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    provider: { baseUrl: `http://127.0.0.1:${port}/v1`, apiKey: "sk-fake-model", api: "openai-completions", models: [{ id: "fake-1", name: "Fake 1" }] },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
