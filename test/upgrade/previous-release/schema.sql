-- The tables of 0.2.0-baseline and the rows of its migrations. Written by tools/record-release.ts.
CREATE TABLE `accounts` (
  `account_id` bigint(20) NOT NULL,
  `email` varchar(254) DEFAULT NULL,
  `name` varchar(50) NOT NULL,
  `role` enum('USER','ADMIN') NOT NULL,
  `status` enum('PENDING','ACTIVE','WITHDRAWN','ROLLED_BACK') NOT NULL,
  `version` int(11) NOT NULL,
  `password_hash` varchar(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `withdrawn_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`account_id`),
  UNIQUE KEY `uq_accounts_email` (`email`),
  KEY `ix_accounts_role_status` (`role`,`status`),
  KEY `ix_accounts_created` (`created_at`,`account_id`),
  KEY `ix_accounts_status_created` (`status`,`created_at`,`account_id`),
  KEY `ix_accounts_email_created` (`email`,`created_at`,`status`,`account_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `event_handlers` (
  `name` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `event` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `max_batch` int(11) NOT NULL,
  `state` enum('LIVE','DORMANT','RETIRED') NOT NULL DEFAULT 'LIVE',
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `event_publications` (
  `id` bigint(20) NOT NULL,
  `handler` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `event` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `payload` mediumtext NOT NULL,
  `event_count` int(11) NOT NULL,
  `position` bigint(20) NOT NULL DEFAULT 0,
  `state` enum('DUE','DEAD_LETTER') NOT NULL DEFAULT 'DUE',
  `owner` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `attempts` int(11) NOT NULL DEFAULT 0,
  `due_at` datetime(3) NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `last_error` varchar(500) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `ix_event_publications_due` (`state`,`handler`,`owner`,`due_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `hot_deal_expiry_runs` (
  `day` date NOT NULL,
  `started_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (`day`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `hot_deal_items` (
  `event_id` bigint(20) NOT NULL,
  `product_id` bigint(20) NOT NULL,
  `discount` tinyint(3) unsigned NOT NULL,
  `duration` smallint(5) unsigned NOT NULL,
  `original_price` bigint(20) NOT NULL,
  `discount_price` bigint(20) NOT NULL,
  `start_at` datetime(3) NOT NULL,
  `end_at` datetime(3) NOT NULL,
  PRIMARY KEY (`event_id`,`product_id`),
  KEY `ix_hot_deal_items_product_window` (`product_id`,`end_at`,`start_at`,`discount`,`duration`,`original_price`,`discount_price`),
  CONSTRAINT `ck_hot_deal_items_discount_price` CHECK (`discount_price` >= 1)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `hot_deal_signal_counter` (
  `id` tinyint(4) NOT NULL,
  `last_seq` bigint(20) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `hot_deal_signal_counter` SET `id` = 1, `last_seq` = 0;
CREATE TABLE `hot_deal_signals` (
  `seq` bigint(20) NOT NULL,
  `event_id` bigint(20) NOT NULL,
  `kind` enum('new-hot-deal','hot-deal-opened','hot-deal-ended') NOT NULL DEFAULT 'new-hot-deal',
  `payload` text CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (`seq`),
  UNIQUE KEY `uq_hot_deal_signals_event` (`event_id`,`kind`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `hot_deals` (
  `event_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `event_type` varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `discount` tinyint(3) unsigned NOT NULL,
  `duration` smallint(5) unsigned NOT NULL,
  `start_at` datetime(3) NOT NULL,
  `end_at` datetime(3) NOT NULL,
  `product_count` int(11) NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `deleted_at` datetime(3) DEFAULT NULL,
  `announced` enum('CREATED','OPENED','ENDED') NOT NULL DEFAULT 'CREATED',
  PRIMARY KEY (`event_id`),
  KEY `ix_hot_deals_start` (`start_at`,`event_id`),
  KEY `ix_hot_deals_end` (`end_at`,`event_id`),
  KEY `ix_hot_deals_deleted_end` (`deleted_at`,`end_at`),
  KEY `ix_hot_deals_announced_start` (`announced`,`start_at`),
  KEY `ix_hot_deals_announced_end` (`announced`,`end_at`),
  CONSTRAINT `ck_hot_deals_discount` CHECK (`discount` between 1 and 99)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `id_blocks` (
  `name` varchar(50) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `next_id` bigint(20) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `id_blocks` SET `name` = 'accounts', `next_id` = 1;
INSERT INTO `id_blocks` SET `name` = 'event_publications', `next_id` = 1;
INSERT INTO `id_blocks` SET `name` = 'orders', `next_id` = 1;
CREATE TABLE `idempotency_keys` (
  `user_id` bigint(20) NOT NULL,
  `idem_key` varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `request_hash` binary(32) NOT NULL,
  `resource_id` bigint(20) NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  UNIQUE KEY `uq_idempotency_keys_user_key` (`user_id`,`idem_key`),
  KEY `ix_idempotency_keys_created` (`created_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `instances` (
  `id` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `alive_until` datetime(3) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `integrity_runs` (
  `id` tinyint(4) NOT NULL,
  `started_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `checked_at` datetime(3) DEFAULT NULL,
  `milliseconds` int(11) DEFAULT NULL,
  `violations` text CHARACTER SET ascii COLLATE ascii_bin DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `integrity_runs` SET `id` = 1, `started_at` = '2026-11-29 22:34:37.451', `checked_at` = NULL, `milliseconds` = NULL, `violations` = NULL;
CREATE TABLE `notifications` (
  `notification_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `user_id` bigint(20) NOT NULL,
  `event_id` bigint(20) NOT NULL,
  `product_id` bigint(20) NOT NULL,
  `product_name` varchar(200) NOT NULL,
  `original_price` bigint(20) NOT NULL,
  `discount_price` bigint(20) NOT NULL,
  `event_discount` tinyint(4) NOT NULL,
  `unread` tinyint(4) NOT NULL DEFAULT 1,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `read_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`notification_id`),
  UNIQUE KEY `uq_notifications_user_event_product` (`event_id`,`product_id`,`user_id`),
  KEY `ix_notifications_user` (`user_id`,`notification_id`),
  KEY `ix_notifications_user_unread` (`user_id`,`unread`,`notification_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `order_items` (
  `order_id` bigint(20) NOT NULL,
  `line` smallint(6) NOT NULL,
  `product_id` bigint(20) NOT NULL,
  `product_name` varchar(200) NOT NULL,
  `quantity` int(11) NOT NULL,
  `original_price` bigint(20) NOT NULL,
  `price` bigint(20) NOT NULL,
  `event_id` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`order_id`,`line`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `orders` (
  `order_id` bigint(20) NOT NULL,
  `user_id` bigint(20) NOT NULL,
  `status` enum('ORDER_BEFORE','ORDER_PENDING','ORDER_SUCCESS','ORDER_FAILURE','ORDER_CANCELLED') NOT NULL,
  `failure_reason` enum('INSUFFICIENT_STOCK','PRODUCT_UNAVAILABLE') DEFAULT NULL,
  `total_count` int(11) NOT NULL,
  `total_price` bigint(20) NOT NULL,
  `ordered_at` datetime(3) NOT NULL,
  PRIMARY KEY (`order_id`),
  KEY `ix_orders_user_ordered` (`user_id`,`ordered_at`,`order_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `outbound_deliveries` (
  `delivery_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `subscriber_id` bigint(20) NOT NULL,
  `state` enum('DUE','SENT') NOT NULL DEFAULT 'DUE',
  `topic` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `aggregate_id` bigint(20) NOT NULL,
  `event_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `event_type` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `data` mediumtext NOT NULL,
  `happened_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `due_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `attempts` int(11) NOT NULL DEFAULT 0,
  `last_error` varchar(500) DEFAULT NULL,
  `sent_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`delivery_id`),
  KEY `ix_outbound_deliveries_subscriber` (`subscriber_id`,`delivery_id`),
  KEY `ix_outbound_deliveries_due` (`subscriber_id`,`state`,`due_at`),
  KEY `ix_outbound_deliveries_aggregate` (`subscriber_id`,`state`,`topic`,`aggregate_id`,`delivery_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `outbound_subscribers` (
  `subscriber_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `kind` enum('KAFKA','WEBHOOK') NOT NULL,
  `url` varchar(2048) NOT NULL,
  `event_types` varchar(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `salt` char(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `owner` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (`subscriber_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `outbound_subscribers` SET `subscriber_id` = 1, `kind` = 'KAFKA', `url` = '', `event_types` = '', `salt` = '', `owner` = '', `created_at` = '2026-11-29 22:34:37.487';
CREATE TABLE `poller_leases` (
  `name` varchar(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `owner` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `leased_until` datetime(3) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `products` (
  `product_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `name` varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NOT NULL,
  `description` varchar(1000) NOT NULL,
  `price` bigint(20) NOT NULL,
  `image_url` varchar(2048) NOT NULL,
  `category` varchar(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `updated_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  `deleted_at` datetime(3) DEFAULT NULL,
  PRIMARY KEY (`product_id`),
  KEY `ix_products_listed` (`deleted_at`,`created_at`,`product_id`),
  KEY `ix_products_category_listed` (`category`,`deleted_at`,`created_at`,`product_id`),
  CONSTRAINT `ck_products_price` CHECK (`price` > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `revisions` (
  `name` varchar(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `number` bigint(20) NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
INSERT INTO `revisions` SET `name` = 'handlers', `number` = 0;
INSERT INTO `revisions` SET `name` = 'offers', `number` = 0;
INSERT INTO `revisions` SET `name` = 'products', `number` = 0;
CREATE TABLE `schema_migrations` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `timestamp` bigint(20) NOT NULL,
  `name` varchar(255) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
INSERT INTO `schema_migrations` SET `id` = 1, `timestamp` = 1796000000000, `name` = 'Platform1796000000000';
INSERT INTO `schema_migrations` SET `id` = 2, `timestamp` = 1796000000100, `name` = 'Auth1796000000100';
INSERT INTO `schema_migrations` SET `id` = 3, `timestamp` = 1796000000200, `name` = 'User1796000000200';
INSERT INTO `schema_migrations` SET `id` = 4, `timestamp` = 1796000000300, `name` = 'Product1796000000300';
INSERT INTO `schema_migrations` SET `id` = 5, `timestamp` = 1796000000400, `name` = 'Stock1796000000400';
INSERT INTO `schema_migrations` SET `id` = 6, `timestamp` = 1796000000500, `name` = 'Event1796000000500';
INSERT INTO `schema_migrations` SET `id` = 7, `timestamp` = 1796000000600, `name` = 'Order1796000000600';
INSERT INTO `schema_migrations` SET `id` = 8, `timestamp` = 1796000000700, `name` = 'Notification1796000000700';
INSERT INTO `schema_migrations` SET `id` = 9, `timestamp` = 1796000000800, `name` = 'Admin1796000000800';
INSERT INTO `schema_migrations` SET `id` = 10, `timestamp` = 1796000000900, `name` = 'Outbound1796000000900';
CREATE TABLE `sessions` (
  `session_id` char(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `account_id` bigint(20) NOT NULL,
  `generation` int(11) NOT NULL DEFAULT 0,
  `rotated_at` datetime(3) DEFAULT NULL,
  `confirmed` tinyint(4) NOT NULL DEFAULT 0,
  `revoked_at` datetime(3) DEFAULT NULL,
  `expires_at` datetime(3) NOT NULL,
  PRIMARY KEY (`session_id`),
  KEY `ix_sessions_account` (`account_id`),
  KEY `ix_sessions_revoked` (`revoked_at`),
  KEY `ix_sessions_expires` (`expires_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `stock_decisions` (
  `order_id` bigint(20) NOT NULL,
  `outcome` enum('TAKEN','REFUSED') NOT NULL,
  `reason` enum('INSUFFICIENT_STOCK','PRODUCT_UNAVAILABLE','ORDER_CANCELLED') DEFAULT NULL,
  `decided_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  UNIQUE KEY `uq_stock_decisions_order` (`order_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `stock_movements` (
  `movement_id` bigint(20) NOT NULL AUTO_INCREMENT,
  `order_id` bigint(20) DEFAULT NULL,
  `product_id` bigint(20) NOT NULL,
  `kind` enum('ORDER','CANCEL','INCREASE','RESET') NOT NULL,
  `delta` bigint(20) NOT NULL,
  `moved_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (`movement_id`),
  UNIQUE KEY `uq_stock_movements_order_product_kind` (`order_id`,`product_id`,`kind`),
  KEY `ix_stock_movements_product` (`product_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `stocks` (
  `product_id` bigint(20) NOT NULL,
  `quantity` bigint(20) NOT NULL,
  `retired` tinyint(4) NOT NULL DEFAULT 0,
  `updated_at` datetime(3) DEFAULT NULL,
  UNIQUE KEY `uq_stocks_product` (`product_id`),
  CONSTRAINT `ck_stocks_quantity` CHECK (`quantity` >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `subscriptions` (
  `user_id` bigint(20) NOT NULL,
  `product_id` bigint(20) NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  UNIQUE KEY `uq_subscriptions_user_product` (`user_id`,`product_id`),
  KEY `ix_subscriptions_product_user` (`product_id`,`user_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE `users` (
  `user_id` bigint(20) NOT NULL,
  `email` varchar(254) NOT NULL,
  `name` varchar(50) NOT NULL,
  `role` enum('USER','ADMIN') NOT NULL,
  `state` enum('LIVE','WITHDRAWN','REMOVED') NOT NULL,
  `version` int(11) NOT NULL,
  `created_at` datetime(3) NOT NULL DEFAULT current_timestamp(3),
  PRIMARY KEY (`user_id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
