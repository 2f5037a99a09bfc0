-- MySQL dump 10.13
CREATE TABLE `place` (
  `id` int NOT NULL, -- the key
  /*!50705 `spot` GEOMETRY NOT NULL,*/
  `name` text,
  PRIMARY KEY (`id`) /* the only key */
);
/* INSERT INTO `place` VALUES (0,0x00,'commented out'); */
INSERT INTO `place` VALUES (1,/*!50705 0x0101,*/'first'),
/* between */ (2,/*!50705 0x0102,*/'second'),
(3, /* inside */ 0x03, _utf8mb4'third');
INSERT INTO place SELECT 4, 0x04, 'no row';
INSERT INTO place SET id = 5, name = 'not read';
