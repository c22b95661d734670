// The two errors of the whole program. Bad input from a person is data, never an error.

/** The operator must change something. `hint` is the one sentence that says what. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  readonly hint: string;

  constructor(message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}

/** A service outside refused us, or could not be reached. Never carries a token. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  readonly service: string;

  constructor(service: string, message: string, options: { cause?: unknown } = {}) {
    super(`${service}: ${message}`, options);
    this.service = service;
  }
}
