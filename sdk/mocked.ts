import * as pulumi from "@pulumi/pulumi";
import { resultName } from "../provider/core/contract/functionResult";
import type { FunctionModule } from "./functionModule";
import { runError } from "./runError";

/** Whether the program runs under `pulumi.runtime.setMocks`: a unit test asks no platform. */
export const isMocked = (): boolean => pulumi.runtime.getMonitor()?.constructor.name === "MockMonitor";

/** What mocks answer to functions, under their tokens in the schema of the plugin: `snapshots:zstack:getVolume`. */
export function mockedFunctions<R>(platform: string): FunctionModule<R> {
  const token = (call: string): string => `snapshots:${platform}:${call}`;
  return {
    findOne: (found, filters) => pulumi.runtime.invoke(token(`get${found}`), { ...filters }),
    async findAll(found, filters) {
      const call = `get${found}s`;
      const answer = await pulumi.runtime.invoke(token(call), { ...filters });
      const name = resultName(call);
      if (Array.isArray(answer?.[name])) return answer[name];
      throw runError(
        `${platform}.${call}: the mocks have to answer ${token(call)} with { ${name}: [...] }`,
        "invalid-input",
      );
    },
  };
}
