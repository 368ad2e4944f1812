/** Secrets inside texts (an error's message, a URL): Slack's tokens, and the password in a URL. */
const SECRET_TEXTS: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z]|app)(?:\.[a-z0-9]{1,10}){0,3}-[A-Za-z0-9-]+/g, '[token]'],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s:/@"\\]{0,200}:)[^\s@"\\]{1,500}@/gi, '$1[password]@'],
  [/(\/(?:commands|actions|services)\/T[A-Z0-9]+\/)[A-Za-z0-9/]+/g, '$1[secret]'],
];

/** A text with Slack's tokens and the passwords of URLs replaced; for whatever is shown or kept besides the log. */
export function withoutSecrets(text: string): string {
  return SECRET_TEXTS.reduce((line, [secret, instead]) => line.replace(secret, instead), text);
}
