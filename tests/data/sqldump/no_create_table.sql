INSERT INTO `later` VALUES (1,'a'),(2,'b');
INSERT INTO `never` VALUES (1,'a','x'),(2,'b','y');
INSERT INTO `listed` (`k`,`v`) VALUES (1,'a');
INSERT INTO `listed` (`v`,`k`,`w`) VALUES ('b',2,3);
CREATE TABLE `later` (`id` int, `letter` char(1));
