import { z } from "zod";
import { pulumi, type StackLocation } from "./pulumiCli";

const configurationSchema = z.record(z.string(), z.object({ value: z.string().optional() }));

/** The configuration of a stack, `namespace:name` to text. Secrets are decrypted and stay in this process. */
export async function stackConfiguration(place: StackLocation): Promise<Readonly<Record<string, string | undefined>>> {
  const text = await pulumi(place, ["config", "--json", "--show-secrets"]);
  const configuration = configurationSchema.parse(JSON.parse(text || "{}"));
  return Object.fromEntries(Object.entries(configuration).map(([key, { value }]) => [key, value]));
}
