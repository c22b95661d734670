// A prompt, read: what one task is told and what it is given. Prompts are files of `prompts/`; this
// only fills one in. Strangers' text goes into the second half alone, between tags.

/** What each task is given; a prompt file declares exactly these inputs. */
export const TASK_INPUTS = {
  word: ["asker", "answer", "paragraphs", "sources"],
  connect: ["asker", "candidates"],
} as const;
export type Task = keyof typeof TASK_INPUTS;
export type Inputs<T extends Task = Task> = Readonly<
  Record<(typeof TASK_INPUTS)[T][number], string>
>;

/** A JSON schema, as the model's server takes it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type Prompt = {
  readonly task: Task;
  readonly system: string;
  /** With a `{{name}}` for each input. */
  readonly user: string;
  readonly schema: JsonSchema;
  readonly maxOutputTokens: number;
};
export type Prompts = Readonly<Record<Task, Prompt>>;

export const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** The second half with its inputs filled in, in one pass: no input can add a placeholder. */
export function fillIn<T extends Task>(prompt: Prompt, inputs: Inputs<T>): string {
  const values = new Map<string, string>(Object.entries(inputs));
  return prompt.user.replace(PLACEHOLDER, (_, name: string) => fenced(values.get(name) ?? ""));
}

const TAG = /<(?=\s*[/!]?\s*[a-z])/gi;

/** Data stays between its tags: nothing in it can look like the end of them. */
function fenced(value: string): string {
  return value.replace(TAG, "‹");
}
