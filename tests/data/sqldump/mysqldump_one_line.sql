-- MySQL dump 10.13  Distrib 8.0.40, for Linux (x86_64)
--
-- Host: localhost    Database: register
-- ------------------------------------------------------
-- Server version	8.0.40

/*!50503 SET NAMES utf8mb4 */;

DROP TABLE IF EXISTS `branch`;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE `branch` (
  `id` int unsigned NOT NULL,
  `title` varchar(80) COLLATE utf8mb4_unicode_ci NOT NULL,
  `half` int GENERATED ALWAYS AS ((`id` / 2)) VIRTUAL,
  `opened` date DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

LOCK TABLES `branch` WRITE;
/*!40000 ALTER TABLE `branch` DISABLE KEYS */;
INSERT INTO `branch` (`id`, `title`, `opened`) VALUES (1,'东城支部','2011-03-05'),(2,'a),(b',NULL),(3,'it\'s','2012-01-01');
INSERT INTO `branch` (`id`, `title`, `opened`) VALUES (4,'','2013-01-01'),(5,'x',NULL);
/*!40000 ALTER TABLE `branch` ENABLE KEYS */;
UNLOCK TABLES;
-- Dump completed on 2026-11-01 10:00:00
