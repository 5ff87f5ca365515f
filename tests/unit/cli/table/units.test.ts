import assert from "node:assert/strict";
import { ageText, sizeText } from "../../../../cli/table/units";

describe("units", () => {
  for (const [bytes, text] of [
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1.0 KiB"],
    [1_310_720, "1.3 MiB"],
    [1024 ** 2 - 1, "1.0 MiB"],
    [12.5 * 1024 ** 3, "12.5 GiB"],
    [100 * 1024 ** 3, "100 GiB"],
    [1023.96 * 1024 ** 3, "1.0 TiB"],
    [3 * 1024 ** 6, "3072 PiB"],
  ] as const) {
    it(`say ${bytes} bytes as ${text}`, () => assert.equal(sizeText(bytes), text));
  }

  for (const [seconds, text] of [
    [0, "0 seconds"],
    [1.9, "1 second"],
    [119.9, "119 seconds"],
    [120, "2 minutes"],
    [7199, "119 minutes"],
    [7200, "2 hours"],
    [26 * 3600, "26 hours"],
    [2 * 86_400 - 1, "47 hours"],
    [2 * 86_400, "2 days"],
    [400.9 * 86_400, "400 days"],
  ] as const) {
    it(`say ${seconds} seconds as ${text}`, () => assert.equal(ageText(seconds), text));
  }
});
