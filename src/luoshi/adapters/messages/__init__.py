"""Messages to people and groups: WeCom, DingTalk, Feishu and mail; title and link only."""
