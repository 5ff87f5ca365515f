/** Inputs of the only resource in a program as `pulumi import` generates it, with texts and maps of texts. */
export function generatedArgs(code: string): Record<string, unknown> {
  const [, body = ""] = /^resource [^{]*\{([\s\S]*)$/m.exec(code) ?? [];
  const tokens = body.match(/"(?:[^"\\]|\\.)*"|[\w.]+|[{}=]/g) ?? [];
  const object = (): Record<string, unknown> => {
    const result: Record<string, unknown> = {};
    for (let token = tokens.shift(); token !== undefined && token !== "}"; token = tokens.shift()) {
      const name = token.startsWith('"') ? String(JSON.parse(token)) : token;
      const [sign, value = ""] = [tokens.shift(), tokens.shift()];
      if (sign !== "=") throw new Error(`not an attribute: ${name} ${sign} in ${code}`);
      result[name] = value === "{" ? object() : JSON.parse(value);
    }
    return result;
  };
  return object();
}
