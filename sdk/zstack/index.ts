export type { FunctionInputs, FunctionOptions } from "./functionModule";
export * from "./functions";
export { Provider, type ProviderArgs } from "./provider";
export * from "./resources";
