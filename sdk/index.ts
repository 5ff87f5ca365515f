/** Restore points of ZStack Cloud. */
export * as zstack from "./zstack";
