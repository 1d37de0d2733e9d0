// Knowledge: what agents and citizens are answered from. Owns Article*, ImportRun.
export { createKnowledge, type Knowledge } from './room.ts';
export { knowledgeRoutes } from './routes.ts';
