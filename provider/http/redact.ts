const secrets = new Set<string>();

/** Remembers a credential, so that `redact` takes it out of every text that leaves the process. */
export function keepSecret(value: string | undefined): void {
  // Shorter ones would tear ordinary words apart and are no secret anyway.
  if (value === undefined || value.length < 4) return;
  for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]) secrets.add(form);
}

/** `text` without any credential that was ever handed to `keepSecret`. */
export function redact(text: string): string {
  const found: { from: number; to: number }[] = [];
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) {
      found.push({ from: at, to: at + secret.length });
    }
  }
  found.sort((a, b) => a.from - b.from);
  let clean = "";
  let done = 0;
  for (const { from, to } of found) {
    // One that overlaps with the last leaves nothing of itself behind.
    if (from >= done) clean += `${text.slice(done, from)}[secret]`;
    done = Math.max(done, to);
  }
  return clean + text.slice(done);
}
