// Twilio's public description of its REST API, as an npm package of Twilio's own carries it. It is fetched for the
// tests and never kept with the project; TWILIO_OAI names a folder that has it already.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { z } from 'zod';

const source = '@twilio-alpha/mcp@0.7.0';
const cache = 'node_modules/.cache/twilio-oai';
const inPackage = 'package/twilio-oai/spec/json/twilio_api_v2010.json';

const schemaSchema = z.record(z.string(), z.unknown());
const contentSchema = z.object({ schema: schemaSchema });
const operationSchema = z.object({
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        schema: schemaSchema,
        required: z.boolean().default(false),
      }),
    )
    .default([]),
  requestBody: z
    .object({ content: z.object({ 'application/x-www-form-urlencoded': contentSchema }) })
    .exactOptional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), contentSchema).default({}) })),
});
const descriptionSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: schemaSchema,
});

/** The file, or why there is none. */
function findFile(): { file: string } | { missing: string } {
  const given = process.env.TWILIO_OAI;
  if (given !== undefined) {
    const found = [given, join(given, 'spec/json')].map((folder) => join(folder, 'twilio_api_v2010.json'));
    const file = found.find((one) => existsSync(one));
    return file === undefined ? { missing: `no twilio_api_v2010.json in TWILIO_OAI (${given})` } : { file };
  }
  const file = join(cache, inPackage);
  if (existsSync(file)) return { file };
  try {
    mkdirSync(cache, { recursive: true });
    const packed = execFileSync('npm', ['pack', source, '--silent', '--pack-destination', cache], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    execFileSync('tar', ['xzf', join(cache, packed.trim()), '-C', cache, inPackage]);
    return { file };
  } catch (error) {
    return {
      missing: `npm did not give ${source}: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

interface Operation {
  method: string;
  path: RegExp;
  names: string[];
  parameters: z.infer<typeof operationSchema>['parameters'];
  checkForm: ValidateFunction | undefined;
  checkAnswer: ReadonlyMap<number, ValidateFunction>;
}

export interface Exchange {
  method: string;
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  status: number;
  answer: unknown;
}

/** Checks requests of ours, and answers of the double, against the description. */
export class OpenApi {
  readonly #operations: Operation[] = [];
  readonly #ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: 'array', validateFormats: false });

  constructor(file: string) {
    const { paths, components } = descriptionSchema.parse(JSON.parse(readFileSync(file, 'utf8'), asAjvReads));
    const compile = (schema: object): ValidateFunction => this.#ajv.compile({ ...schema, components });
    // Only what a telephone needs: compiling the whole description takes seconds.
    const ours = /\/(Calls|Conferences|Recordings|Messages)\b/;
    for (const [path, methods] of Object.entries(paths).filter(([path]) => ours.test(path))) {
      for (const method of ['get', 'post', 'delete'].filter((name) => name in methods)) {
        const { parameters, requestBody, responses } = operationSchema.parse(methods[method]);
        const form = requestBody?.content['application/x-www-form-urlencoded'].schema;
        let checkForm: ValidateFunction | undefined;
        const checkAnswer = new Map<number, ValidateFunction>();
        this.#operations.push({
          method: method.toUpperCase(),
          path: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '([^/]+?)')}$`),
          names: [...path.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''),
          parameters,
          get checkForm() {
            // A field that is not described is a mistake of ours.
            checkForm ??= compile({ ...form, type: 'object', additionalProperties: false });
            return checkForm;
          },
          get checkAnswer() {
            for (const [status, { content }] of Object.entries(responses)) {
              const schema = content['application/json']?.schema;
              if (schema && !checkAnswer.has(Number(status)))
                checkAnswer.set(Number(status), compile(schema));
            }
            return checkAnswer;
          },
        });
      }
    }
  }

  /** @returns what is wrong with a request, or with the answer to it */
  faultsOf({ method, path, query, form, status, answer }: Exchange): string[] {
    const operation = this.#operations.find((one) => one.method === method && one.path.test(path));
    const name = `${method} ${path}`;
    if (!operation) return [`${name}: no such operation`];
    const values = operation.path.exec(path)?.slice(1) ?? [];
    const faults: string[] = [];
    for (const { name: parameter, in: where, schema } of operation.parameters) {
      const given =
        where === 'path'
          ? decodeURIComponent(values[operation.names.indexOf(parameter)] ?? '')
          : (query.get(parameter) ?? undefined);
      if (given === undefined) continue;
      const check = this.#ajv.compile({ type: 'object', properties: { given: schema } });
      if (!check({ given })) faults.push(`${parameter}=${given}: ${this.#ajv.errorsText(check.errors)}`);
    }
    const known = new Set(operation.parameters.filter((one) => one.in === 'query').map((one) => one.name));
    faults.push(
      ...[...query.keys()].filter((key) => !known.has(key)).map((key) => `${key} is not described`),
    );
    if (method === 'POST' && operation.checkForm)
      faults.push(...this.#check(operation.checkForm, fieldsOf(form)));
    const checkAnswer = operation.checkAnswer.get(status);
    if (checkAnswer)
      faults.push(...this.#check(checkAnswer, structuredClone(answer)).map((one) => `answer: ${one}`));
    return faults.map((fault) => `${name}: ${fault}`);
  }

  #check(check: ValidateFunction, value: unknown): string[] {
    return check(value) ? [] : (check.errors ?? []).map((error) => this.#ajv.errorsText([error]));
  }
}

/** Ajv takes `nullable` only beside a type. */
function asAjvReads(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('nullable' in value) || 'type' in value) return value;
  const { nullable: _nullable, ...rest } = value;
  return rest;
}

/** A field given several times is a list. */
function fieldsOf(form: URLSearchParams): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const key of new Set(form.keys())) {
    const values = form.getAll(key);
    fields[key] = values.length > 1 ? values : (values[0] ?? '');
  }
  return fields;
}

/** Undefined, with the reason printed, where the description is not to be had. */
export function openTwilioApi(): OpenApi | undefined {
  const found = findFile();
  if ('file' in found) return new OpenApi(found.file);
  console.warn(`Twilio requests are not checked against its description: ${found.missing}`);
  return undefined;
}
