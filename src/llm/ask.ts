// One request on the wire, in the form that the server understands, and its reply as text. Throws
// whatever the SDK throws; `model.ts` turns that into one word.

import type OpenAI from "openai";
import { z } from "zod";
import type { CompleteRequest } from "../answer/word.ts";
import type { Used } from "./budget.ts";

/** `responses` keeps nothing on the server; `chat` is for servers that have no such endpoint. */
export type Api = "responses" | "chat";

/** `failed`: the model answered, but not what was asked for. `used` null: the server did not say. */
export type Asked = ({ readonly json: string } | { readonly failed: "cut" | "declined" }) & {
  readonly used: Used | null;
};

// What servers send, as far as it is used. The SDK does not check it.
const ResponsesReply = z.object({
  status: z.string().nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.array(z.object({ type: z.string(), text: z.string().optional() })).nullish(),
    }),
  ),
  usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).nullish(),
});
const ChatReply = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }).nullish(),
});

export function ask(
  client: OpenAI,
  api: Api,
  model: string,
  request: CompleteRequest,
): Promise<Asked> {
  return api === "responses"
    ? askResponses(client, model, request)
    : askChat(client, model, request);
}

async function askResponses(
  client: OpenAI,
  model: string,
  request: CompleteRequest,
): Promise<Asked> {
  const reply = await client.responses.create({
    model,
    instructions: request.system,
    input: request.user,
    text: {
      format: {
        type: "json_schema",
        name: request.task,
        schema: { ...request.schema },
        strict: true,
      },
    },
    max_output_tokens: request.maxOutputTokens,
    store: false,
  });
  const { status, output, usage } = ResponsesReply.parse(reply);
  const content = output.filter(({ type }) => type === "message").flatMap((it) => it.content ?? []);
  const used = usage ? { input: usage.input_tokens, output: usage.output_tokens } : null;
  if (content.some(({ type }) => type === "refusal")) return { failed: "declined", used };
  if (status && status !== "completed") return { failed: "cut", used };
  return { json: content.map((it) => it.text ?? "").join(""), used };
}

async function askChat(client: OpenAI, model: string, request: CompleteRequest): Promise<Asked> {
  const { task: name, schema } = request;
  const reply = await client.chat.completions.create({
    model,
    messages: [
      { role: "system", content: request.system },
      { role: "user", content: request.user },
    ],
    response_format: {
      type: "json_schema",
      json_schema: { name, schema: { ...schema }, strict: true },
    },
    max_tokens: request.maxOutputTokens, // the older name, which every server knows
    store: false,
  });
  const { choices, usage } = ChatReply.parse(reply);
  const [choice] = choices;
  const used = usage ? { input: usage.prompt_tokens, output: usage.completion_tokens } : null;
  if (choice?.message.refusal) return { failed: "declined", used };
  if (choice?.finish_reason !== "stop") return { failed: "cut", used };
  return { json: choice.message.content ?? "", used };
}
