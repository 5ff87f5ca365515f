const secrets = new Set<string>();

/** Remembers a credential, so that `redact` takes it out of every text that leaves the process. */
export function keepSecret(value: string | undefined): void {
  // Shorter ones would tear ordinary words apart and are no secret anyway.
  if (value === undefined || value.length < 4) return;
  for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) secrets.add(form);
}

/** `text` without any credential that was ever handed to `keepSecret`. */
export function redact(text: string): string {
  let clean = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, "[secret]");
  return clean;
}
