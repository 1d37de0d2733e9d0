// What the city asks its citizens, and what it makes of the answers. Owns Consultation, ConsultationAnswer.
export { Newsroom } from './publications/newsroom.ts';
export { Replies } from './publications/replies.ts';
export { publicationRoutes } from './publications/routes.ts';
export { participationRoutes } from './routes.ts';
export { Participation } from './service.ts';
