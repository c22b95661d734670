// Who may see a text: a column of everything that people or repositories said.

/** Who may see a row's text. A source is never used where the audience is wider. */
export type Visibility = "public" | "channel" | "private";
