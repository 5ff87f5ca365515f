/** Under which name the plugin answers a function that finds all, and mocks do: `volumes` of `getVolumes`. */
export const resultName = (call: string): string => `${call.charAt(3).toLowerCase()}${call.slice(4)}`;
