"""The emoji that people and apps write as `:name:`; others are shown by their name."""

EMOJI = {
    "+1": "👍", "-1": "👎", "thumbsup": "👍", "thumbsdown": "👎", "white_check_mark": "✅", "heavy_check_mark": "✔️",
    "x": "❌", "warning": "⚠️", "information_source": "ℹ️", "question": "❓", "exclamation": "❗", "eyes": "👀",
    "tada": "🎉", "rocket": "🚀", "fire": "🔥", "bug": "🐛", "wrench": "🔧", "mag": "🔍", "bulb": "💡", "memo": "📝",
    "email": "✉️", "envelope": "✉️", "incoming_envelope": "📨", "mailbox": "📫", "inbox_tray": "📥", "outbox_tray": "📤",
    "speech_balloon": "💬", "link": "🔗", "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "stopwatch": "⏱️",
    "repeat": "🔁", "arrows_counterclockwise": "🔄", "no_entry": "⛔", "no_entry_sign": "🚫", "octagonal_sign": "🛑",
    "red_circle": "🔴", "large_green_circle": "🟢", "large_yellow_circle": "🟡", "large_blue_circle": "🔵",
    "large_orange_circle": "🟠", "white_circle": "⚪", "black_circle": "⚫", "bust_in_silhouette": "👤", "wave": "👋",
    "busts_in_silhouette": "👥", "sos": "🆘", "lock": "🔒", "key": "🔑", "clipboard": "📋", "paperclip": "📎",
    "bar_chart": "📊", "chart_with_upwards_trend": "📈", "calendar": "📅", "phone": "☎️", "iphone": "📱", "bell": "🔔",
    "pray": "🙏", "raised_hands": "🙌", "clap": "👏", "smile": "😄", "slightly_smiling_face": "🙂",
    "thinking_face": "🤔", "heart": "❤️", "100": "💯", "star": "⭐", "sparkles": "✨", "book": "📖", "books": "📚",
    "gear": "⚙️", "point_right": "👉", "point_down": "👇",
    "arrow_right": "➡️", "arrow_down": "⬇️", "robot_face": "🤖", "ok_hand": "👌", "zap": "⚡",
    "construction": "🚧", "see_no_evil": "🙈", "sweat_smile": "😅", "joy": "😂", "cry": "😢", "ticket": "🎫",
    "label": "🏷️", "white_large_square": "⬜", "ballot_box_with_check": "☑️", "heavy_multiplication_x": "✖️", "id": "🆔",
}  # fmt: skip
