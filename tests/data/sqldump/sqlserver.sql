USE [Register]
GO
/****** Object:  Table [dbo].[Person]    Script Date: 01/11/2026 ******/
SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[Person](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[Full Name] [nvarchar](50) NULL,
	[Born] [datetime] NULL,
 CONSTRAINT [PK_Person] PRIMARY KEY CLUSTERED 
(
	[Id] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
SET IDENTITY_INSERT [dbo].[Person] ON 
GO
INSERT [dbo].[Person] ([Id], [Full Name], [Born]) VALUES (1, N'周杰', CAST(N'1970-01-01T00:00:00.000' AS DateTime))
GO
INSERT [dbo].[Person] ([Id], [Full Name], [Born]) VALUES (2, N'O''Neil'+CHAR(13)+CHAR(10)+N'x', NULL)
GO
INSERT [dbo].[Person] ([Id], [Full Name], [Born]) VALUES (3, NULL, NULL)
SET IDENTITY_INSERT [dbo].[Person] OFF
GO
CREATE PROCEDURE [dbo].[Add]
AS
BEGIN
	INSERT INTO [dbo].[Person] VALUES (7, N'not a row', NULL);
END
GO
