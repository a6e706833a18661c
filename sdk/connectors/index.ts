export { isOwnVariable, requireAgreeing, requireAllowed, requireExclusive, type AttachingBot, type Attachment } from "./attach";
export type { ConnectorDefinition, ConnectorKind, ConnectorScope, Contribution, PluginNeed } from "./definition";
export { discord, type DiscordCredentials } from "./kinds/discord";
export { mcpServer, type McpServer } from "./kinds/mcpServer";
export { modelProvider, type ModelProvider } from "./kinds/modelProvider";
export { slack, type SlackCredentials } from "./kinds/slack";
export { telegram, type TelegramCredentials } from "./kinds/telegram";
export { webhook, type Webhook } from "./kinds/webhook";
export { whatsapp, type WhatsAppAccount } from "./kinds/whatsapp";
