"use strict";

const defaults = { delimiter: "&", assign: "=", limit: 20, plain: false };

function decode(text, options) {
  if (text === undefined || text === null) return "";
  const spaced = text.replace(/\+/g, " ");
  if (options.plain) return spaced;
  return decodeURIComponent(spaced);
}

function normalize(options) {
  const given = options || {};
  if (given.limit !== undefined && typeof given.limit !== "number") {
    throw new TypeError("limit must be a number");
  }
  if (given.delimiter !== undefined && given.delimiter === "") {
    throw new TypeError("delimiter must not be empty");
  }
  return { ...defaults, ...given };
}

function add(target, key, value) {
  if (key === "__proto__") return target;
  if (!Object.hasOwn(target, key)) {
    target[key] = value;
  } else if (Array.isArray(target[key])) {
    target[key].push(value);
  } else {
    target[key] = [target[key], value];
  }
  return target;
}

function parse(text, options) {
  const settings = normalize(options);
  const result = {};
  if (typeof text !== "string" || text === "") return result;
  const clean = text[0] === "?" ? text.slice(1) : text;
  const parts = clean.split(settings.delimiter);
  for (let i = 0; i < parts.length && i < settings.limit; i += 1) {
    const part = parts[i];
    if (part === "") continue;
    const at = part.indexOf(settings.assign);
    const key = at === -1 ? part : part.slice(0, at);
    const value = at === -1 ? null : part.slice(at + 1);
    if (value === null && settings.strict) continue;
    add(result, decode(key, settings), decode(value, settings));
  }
  return result;
}

function stringify(object, options) {
  const settings = normalize(options);
  if (object === null || typeof object !== "object") return "";
  const parts = [];
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined) continue;
    if (Array.isArray(value)) {
      for (const each of value) parts.push(encode(key) + settings.assign + encode(each));
    } else if (value === null && settings.skipNulls) {
    } else {
      parts.push(encode(key) + settings.assign + encode(value));
    }
  }
  const joined = parts.join(settings.delimiter);
  return settings.prefix && joined !== "" ? `?${joined}` : joined;
}

function encode(value) {
  return value === null ? "" : encodeURIComponent(value);
}

module.exports = { parse, stringify };
