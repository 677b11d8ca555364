"""Words of the page 简报 that several of its parts use."""

#: Format → what the button says.
FORMATS = {
    "pdf": "PDF",
    "docx": "Word",
    "xlsx": "Excel",
    "pptx": "幻灯片",
    "ofd": "OFD",
    "png": "图片",
    "zip": "图集（ZIP）",
}
