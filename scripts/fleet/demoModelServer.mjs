// The demo model: answers the OpenAI chat API on loopback by repeating what it was asked. No intelligence, no account, no network.
// Usage: node demoModelServer.mjs <port>

import { createServer } from "node:http";

const model = "demo-1";

/** @param {{ role: string, content: string | { text?: string }[] }[]} messages */
function replyTo(messages) {
  const asked = messages.filter(({ role }) => role === "user").at(-1)?.content ?? "";
  const text = typeof asked === "string" ? asked : asked.map((part) => part.text ?? "").join(" ");
  return `This is the demo model. You said: ${text.slice(-200)}`;
}

/** @param {string} text */
function usageOf(text) {
  const completion = Math.ceil(text.length / 4);
  return { prompt_tokens: 1, completion_tokens: completion, total_tokens: completion + 1 };
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {string} text
 * @param {boolean} withUsage
 */
function stream(response, text, withUsage) {
  const head = { id: "demo", object: "chat.completion.chunk", created: 0, model };
  const chunks = [
    { ...head, choices: [{ index: 0, delta: { role: "assistant", content: text }, finish_reason: null }] },
    { ...head, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
    ...(withUsage ? [{ ...head, choices: [], usage: usageOf(text) }] : []),
  ];
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(`${chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("")}data: [DONE]\n\n`);
}

/**
 * @param {import("node:http").ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
function json(response, status, body) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

/** @param {import("node:http").IncomingMessage} request */
async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://demo");
  if (request.method === "GET" && pathname === "/v1/models") return json(response, 200, { object: "list", data: [{ id: model, object: "model" }] });
  if (request.method !== "POST" || pathname !== "/v1/chat/completions") return json(response, 404, { error: { message: "the demo model only knows /v1/chat/completions" } });
  try {
    const { messages = [], stream: streamed, stream_options: options } = await bodyOf(request);
    const text = replyTo(messages);
    if (streamed) return stream(response, text, options?.include_usage === true);
    const choices = [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }];
    return json(response, 200, { id: "demo", object: "chat.completion", created: 0, model, choices, usage: usageOf(text) });
  } catch {
    return json(response, 400, { error: { message: "that is not a chat completion request" } });
  }
});

server.listen(Number(process.argv[2]), "127.0.0.1");
