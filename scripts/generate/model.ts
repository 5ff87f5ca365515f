// What is generated from: the resources as their definitions declare them, in a form that every writer needs.

import { inputsHiddenBy } from "../../provider/core/contract/properties";
import { type Platform, platformOf, platforms } from "../../provider/core/contract/resourceType";
import { type Resource, resources } from "../../provider/doors/resources";
import { isOptional, type Property, Types } from "./types";

export interface InputProperty extends Property {
  readonly replaces: boolean;
  /** The class fills it in where a program does not. */
  readonly defaultsToName: boolean;
}

export interface OutputProperty extends Property {
  /** Whether it is the input of the same name, as it was declared. */
  readonly declared: boolean;
}

export interface ResourceModel {
  readonly platform: Platform;
  /** `VolumeSnapshot` */
  readonly name: string;
  readonly handler: string;
  readonly definition: Resource;
  readonly description: string;
  readonly inputs: readonly InputProperty[];
  readonly outputs: readonly OutputProperty[];
  /** Of the platform. */
  readonly types: Types;
}

export interface PlatformModel {
  readonly platform: Platform;
  readonly resources: readonly ResourceModel[];
  readonly types: Types;
}

export function models(): PlatformModel[] {
  return platforms.map((platform) => {
    const types = new Types();
    const own = Object.entries<Resource>(resources).filter(([, { token }]) => platformOf(token) === platform);
    return { platform, types, resources: own.map(([handler, one]) => modelOf(platform, handler, one, types)) };
  });
}

function modelOf(platform: Platform, handler: string, definition: Resource, types: Types): ResourceModel {
  const { token } = definition;
  const name = token.slice(platform.length + 1);
  const hidden = inputsHiddenBy(definition);
  const inputs = Object.entries(definition.inputs).map(([key, { schema, onChange, warns, description }]) => {
    const change =
      onChange === "replace"
        ? " A change forces replacement."
        : warns === true
          ? " A change applies to the next one that is created."
          : "";
    const defaultsToName = key === "name";
    return {
      name: key,
      type: types.of(schema, `${token}.${key}`),
      required: !isOptional(schema) && !defaultsToName,
      description: description + change,
      replaces: onChange === "replace",
      defaultsToName,
    };
  });
  const declared = inputs
    .filter((one) => !hidden.includes(one.name))
    .map(({ name: key, type, required, defaultsToName, description }) => ({
      ...{ name: key, type, required: required || defaultsToName, declared: true },
      description: firstSentence(description),
    }));
  const made = Object.entries(definition.outputs).map(([key, { schema, description }]) => ({
    ...{ name: key, type: types.of(schema, `${token}.${key}`), required: !isOptional(schema), declared: false },
    description,
  }));
  const description = definition.description.trim();
  return { platform, name, handler, definition, description, types, inputs, outputs: [...declared, ...made] };
}

function firstSentence(text: string): string {
  return /^.*?(?<!e\.g)\.(?= [A-Z`]|$)/s.exec(text)?.[0] ?? text;
}
