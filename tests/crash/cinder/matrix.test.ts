import { theLab } from "../../cinder/support/lab";
import { describeMatrix } from "../harness/matrix";
import { CinderLane, cinder } from "./platform/lane";

describeMatrix({
  title: "cinder crash matrix",
  platform: cinder,
  lanesAtOnce: 4,
  // The modules of the plugin are one, in which no test replaces another.
  doors: ["dynamic"],
  open: async (hook, index) => CinderLane.open(await theLab(hook), `lane${index}`),
  preload: [require.resolve("./platform/hurry.cjs")],
});
