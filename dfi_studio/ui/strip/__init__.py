"""The alpha strip: small drafts of the photo at several strengths of one attribute."""
