/** Restore points of OpenStack block storage (Cinder). */
export * as cinder from "./cinder";
/** Restore points of ZStack Cloud. */
export * as zstack from "./zstack";
