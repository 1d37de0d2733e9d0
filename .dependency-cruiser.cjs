// The import rules of the house: a change touches one room. Those of the front ends stand in biome.json.
const rooms =
  'attention|bell|intake|routing|desk|tickets|knowledge|reports|admin|open311|catalogue|imports|webhooks|connectors|emergency|operations|plain|quality|ratings|sign-in';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'A circle is one module that pretends to be two.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'rooms-by-their-door',
      comment: "Rooms talk through each other's index.ts and contract.ts, never through each other's tables.",
      severity: 'error',
      from: { path: `^server/(${rooms})/` },
      to: {
        path: `^server/(${rooms})/`,
        pathNot: ['^server/$1/', `^server/(${rooms})/(index|contract)\\.ts$`],
      },
    },
    {
      name: 'platform-knows-no-room',
      severity: 'error',
      from: { path: '^server/platform/' },
      to: { path: `^server/(${rooms})/` },
    },
    {
      name: 'contracts-are-pure',
      comment:
        'The front ends import contracts: schemas only, nothing that needs a server. The shape of a call flow is pure too.',
      severity: 'error',
      from: {
        path: '^server/(.+/contract|tickets/(commands|list-views|place-line|summary|words)|(knowledge|emergency)/notice|protocol)\\.ts$',
      },
      to: {
        path: '.',
        pathNot: [
          '/contract\\.ts$',
          '^server/platform/tongue\\.ts$',
          '^server/calendar/(definition|zone)\\.ts$',
          '^server/tickets/clock/policy\\.ts$',
          '^server/tickets/(commands|list-views|summary|words)\\.ts$',
          '^server/(knowledge|emergency)/notice\\.ts$',
          '^ivr/(event|session|flow/(schema|check|changes))\\.ts$',
          '^knowledge/(replies|classify/danger)/codes\\.ts$',
          '(^|/)zod(/|$)',
        ],
      },
    },
    {
      name: 'libraries-know-no-server',
      comment: 'knowledge/ and ivr/ run without Postgres, Redis or a server.',
      severity: 'error',
      from: { path: '^(knowledge|ivr)/' },
      to: { path: '^(server|agent-console|citizen-web|prisma|scripts)/' },
    },
    {
      name: 'pure-cores',
      comment: 'What decides does no I/O and reads no clock.',
      severity: 'error',
      from: {
        path: '^server/([^/]+/core|open311/(submission|query|format)|calendar/.+|routing/staffing/(table|erlang)|quality/(agreement|sampling)|tickets/(lifecycle|timeline|clock/.+))\\.ts$',
      },
      to: {
        path: '(^server/platform/(?!contract|errors|canonical|uuid|auth/(roles|actor))|^prisma/|^node_modules/(ioredis|bullmq|fastify|pg|@prisma)/|^(fs|net|http)$)',
      },
    },
  ],
  options: {
    parser: 'swc',
    // The pages that the server writes are templates of the front end, with rules of their own in biome.json.
    doNotFollow: { path: 'node_modules|^(citizen-web|design)/' },
    exclude: { path: '^(prisma/client|dist)/' },
    tsPreCompilationDeps: false,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
    },
  },
};
