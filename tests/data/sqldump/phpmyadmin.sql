-- phpMyAdmin SQL Dump
-- version 5.2.1
-- https://www.phpmyadmin.net/
--
-- Host: localhost:3306
-- Generation Time: Nov 01, 2026 at 10:00 AM

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";

--
-- Table structure for table `fees`
--

CREATE TABLE IF NOT EXISTS `fees` (
  `fee_id` bigint(20) UNSIGNED NOT NULL,
  `payer` varchar(100) CHARACTER SET utf8 COLLATE utf8_bin DEFAULT NULL,
  `paid_on` datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
  `kind` enum('a','b,c','(d)') NOT NULL
) ENGINE=MyISAM DEFAULT CHARSET=utf8;

--
-- Dumping data for table `fees`
--

INSERT INTO `fees` (`fee_id`, `payer`, `paid_on`, `kind`) VALUES
(1, '陈静', '2015-01-02 03:04:05', 'a'),
(2, NULL, '0000-00-00 00:00:00', 'b,c');
INSERT INTO `fees` (`fee_id`, `payer`, `paid_on`, `kind`) VALUES
(3, 'x''y', '2015-01-03 03:04:05', '(d)');

REPLACE INTO `fees` (`kind`, `fee_id`) VALUES ('a', 4);
INSERT IGNORE INTO `fees` VALUES (5, "double ""quoted"" \"too\"", DEFAULT, 'a');

ALTER TABLE `fees`
  ADD PRIMARY KEY (`fee_id`);
COMMIT;
