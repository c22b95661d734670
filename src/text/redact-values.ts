// Is what stands after a secret's key a secret, or a placeholder, a path, a word of prose or code?

// Above this a value is hidden without a look: code and placeholders are short. It also keeps
// reading linear, as what was read at length is always consumed.
const DOUBT_CHARS_MAX = 200;

// Ready-made non-values of languages, templates and maskers, and names of types.
const HIDDEN =
  /^(?:none|null|nil|true|false|undefined|unset|empty|str|string|int|bool|bytes|any|object|secretstr|optional|n\/a|redacted|hidden|masked|required|missing|invalid|expired|not|[*x#.•…_-]{2,}|\*|x|…|<[^>]*>|<.*|\$\{.*|\$\(.*|\$[A-Za-z_]\w*|%\w*%|%\(?\w*\)?[sdr]|\{.*|\[redacted:[a-z0-9-]+\].*|\|[-+]?|>[-+]?)$/i;
// `self.token`, `os.environ["X"]`, `get_token()`, `settings.api_key`.
const NAME = /^(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*$/;

/** What is known of the key; `before` is the text in front of it, `sign` stands behind it. */
type Key = {
  readonly word: string;
  readonly close: string;
  readonly sign: string;
  readonly before: string;
};

/** True for `***`, `None`, `${VAR}`, `<your-password>` and the like: nothing to hide. */
export function isHidden(value: string): boolean {
  return HIDDEN.test(value);
}

export function isQuotedSecret(value: string, key: Key): boolean {
  if (value.length > DOUBT_CHARS_MAX) return true;
  if (value === "" || isHidden(value) || isPath(value)) return false;
  // ['password', 'username'] is a list of names; ('password', 'x1!') a pair.
  if (key.sign === ",") return key.close !== "" && isStrong(value);
  if (key.sign === " is " || isProse(key)) return isStrong(value);
  const isSentence = / .* /.test(value) && !/\d/.test(value);
  return !isSentence || isPassword(key);
}

/** `after` is what follows the value; a setting stands alone on its line. */
export function isBareSecret(
  value: string,
  key: Key & { readonly after: string; readonly isSetting: boolean },
): boolean {
  if (value.length > DOUBT_CHARS_MAX) return true;
  if (isHidden(value) || /^[[({]/.test(value)) return false;
  if (isPath(value) && !/key/i.test(key.word)) return false;
  if (/^\d{1,8}\.?$/.test(value) && !isPassword(key)) return false; // `tokens=512`
  if (key.sign === " is " || (isProse(key) && !key.isSetting)) return isStrong(value);
  if (key.sign === ">") return key.after === "</";
  // "DEPLOY_TOKEN: unbound variable": a setting has one word on its line.
  if (key.sign === ":" && /^[A-Za-z]+$/.test(value) && /^ [A-Za-z]/.test(key.after)) return false;
  return !isCode(value, key);
}

/** `password=password)`, `token=self.token`, `secret=get()`; a setting may be any word. */
function isCode(value: string, key: Key & { after: string; isSetting: boolean }): boolean {
  const name = value.replace(/[([].*$/s, "");
  if (!NAME.test(name)) return false;
  if (name !== value || /^[([]/.test(key.after)) return true;
  if (/\d/.test(value)) return false;
  if (value.includes(".")) return true;
  return /^[),]/.test(key.after) || /[(,][ \t]*\w*$/.test(key.before);
}

/** "Unexpected token: name": a word and a space before the key, which is not quoted. */
function isProse(key: Key): boolean {
  return key.sign === ":" && key.close === "" && /[A-Za-z] $/.test(key.before);
}

function isPassword(key: Key): boolean {
  return /^pass|^pwd/i.test(key.word);
}

/** Digits with letters, or a mark that words do not have. */
function isStrong(value: string): boolean {
  return value.length >= 6 && /\d|[!@#$%^&+=]/.test(value) && /[A-Za-z]/.test(value);
}

/** Short segments only: a base64 secret may hold slashes too. */
function isPath(value: string): boolean {
  return /^(?:~|\.{1,2}|[A-Za-z]:)?(?:[\\/][\w.-]{1,24}){1,20}[\\/]?$/.test(value);
}
