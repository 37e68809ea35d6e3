DROP TABLE extension_subjects;
DROP TABLE extensions;
