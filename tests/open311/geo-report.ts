// Answers of GeoReport v2 as the specification describes them: what a program that relies on it may count on.
import { z } from 'zod';

const word = z.string().min(1);
/** A W3C date with a zone. */
const moment = z.iso.datetime({ offset: true });
const orNull = <T extends z.ZodType>(type: T) => z.union([type, z.null()]);

const service = z.strictObject({
  service_code: word,
  service_name: word,
  description: word,
  metadata: z.boolean(),
  type: z.enum(['realtime', 'batch', 'blackbox']),
  /** Separated by commas. */
  keywords: z.string(),
  group: word,
});

const attribute = z
  .strictObject({
    variable: z.boolean(),
    code: word,
    datatype: z.enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
    required: z.boolean(),
    datatype_description: orNull(word),
    order: z.int().min(1),
    description: word,
    values: z
      .array(z.strictObject({ key: word, name: word }))
      .min(1)
      .optional(),
  })
  .refine(
    ({ datatype, values }) => datatype.endsWith('list') === (values !== undefined),
    'lists have values',
  );

const request = z
  .strictObject({
    service_request_id: word,
    status: z.enum(['open', 'closed']),
    status_notes: orNull(word),
    service_name: word,
    service_code: word,
    description: orNull(z.string().max(4_000)),
    agency_responsible: orNull(word),
    service_notice: orNull(word),
    requested_datetime: moment,
    updated_datetime: moment,
    expected_datetime: orNull(moment),
    address: orNull(word),
    address_id: orNull(word),
    zipcode: orNull(word),
    lat: orNull(z.number().min(-90).max(90)),
    long: orNull(z.number().min(-180).max(180)),
    media_url: orNull(z.url()),
  })
  .refine(({ lat, long }) => (lat === null) === (long === null), 'a point has both its degrees');

export const geoReport = {
  discovery: z.strictObject({
    changeset: moment,
    contact: word,
    key_service: word,
    endpoints: z
      .array(
        z.strictObject({
          specification: z.literal('http://wiki.open311.org/GeoReport_v2'),
          url: z.url(),
          changeset: moment,
          type: z.enum(['production', 'test', 'dev']),
          formats: z.array(z.enum(['text/xml', 'application/json'])).min(1),
        }),
      )
      .min(1),
  }),
  services: z.array(service).min(1),
  /** Its attributes stand in their order. */
  definition: z
    .strictObject({ service_code: word, attributes: z.array(attribute) })
    .refine(({ attributes }) => attributes.every(({ order }, index) => order === index + 1), 'in order'),
  requests: z.array(request),
  receipt: z
    .array(
      z.strictObject({
        service_request_id: word,
        service_notice: orNull(word),
        account_id: orNull(word),
      }),
    )
    .length(1),
  tokens: z.array(z.strictObject({ service_request_id: word, token: word })).length(1),
  updates: z.array(
    z.strictObject({
      update_id: word,
      service_request_id: word,
      status: z.enum(['open', 'closed']),
      updated_datetime: moment,
      description: word,
      media_url: orNull(z.url()),
    }),
  ),
  errors: z.array(z.strictObject({ code: z.int().min(400).max(599), description: word })).min(1),
};
