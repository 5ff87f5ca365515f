export { Provider, type ProviderArgs } from "./provider";
