// Knowledge: what agents and citizens are answered from. Owns Article*, Search*, LearnedMatch, SynonymGroup, ImportRun.
export { editingRoutes } from './editing-routes.ts';
export { createKnowledge, type Knowledge } from './room.ts';
export { knowledgeRoutes } from './routes.ts';
