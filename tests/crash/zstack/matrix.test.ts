import { describeMatrix } from "../harness/matrix";
import { ZStackLane, zstack } from "./platform/lane";

describeMatrix({
  title: "crash matrix",
  platform: zstack,
  lanesAtOnce: 6,
  open: (_hook, _index, door) => ZStackLane.open({ door }),
  // A killed provider never logs out, and an account has 500 sessions at most.
  casesPerLane: 100,
});
