// What the city asks its citizens, and what it makes of the answers. Owns Consultation, ConsultationAnswer.
export { participationRoutes } from './routes.ts';
export { Participation } from './service.ts';
