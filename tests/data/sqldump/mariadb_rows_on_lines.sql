/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: localhost    Database: register
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;

--
-- Table structure for table `members`
--

DROP TABLE IF EXISTS `members`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `members` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `name` varchar(40) DEFAULT NULL COMMENT '姓名, (full)',
  `note` text DEFAULT NULL,
  `photo` blob DEFAULT NULL,
  `score` decimal(6,2) DEFAULT 0.00,
  PRIMARY KEY (`id`),
  UNIQUE KEY `by_name` (`name`),
  KEY `by_score` (`score`) USING BTREE,
  CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `other` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `members`
--

LOCK TABLES `members` WRITE;
/*!40000 ALTER TABLE `members` DISABLE KEYS */;
INSERT INTO `members` VALUES
(1,'张伟','line one\nline two',0x89504E47,-12.50),
(2,'O\'Brien','a \\ b, (c); \"d\"',NULL,3.00),
(3,'王芳','100\% \_x\Z',NULL,NULL),
(4,'','--',_binary 'a\0b\'c',1e10),
(5,'李娜','INSERT INTO `members` VALUES (9)',NULL,0.00);
/*!40000 ALTER TABLE `members` ENABLE KEYS */;
UNLOCK TABLES;
/*!50003 SET @saved_sql_mode       = @@sql_mode */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER keep AFTER INSERT ON members FOR EACH ROW BEGIN
  # it's a comment with a quote
  INSERT INTO `members` VALUES (7,'not','a',NULL,1);
END */;;
DELIMITER ;

--
-- Temporary table structure for view `names`
--

/*!50001 CREATE VIEW `names` AS SELECT
 1 AS `id` */;

-- Dump completed on 2026-11-01 10:00:00
