"""Cosines of sentence pairs in many scripts by Hugging Face's own tokenizer and ONNX Runtime: what Benchbook's encoder is held to.

Needs only python3: it makes a virtual environment in the temporary folder for the packages.
    python3 data/reference/make-sentence-cosines.py weights/all-MiniLM-L6-v2 > data/reference/sentence-cosines.json
"""
import json
import os
import subprocess
import sys
import tempfile
import venv

PACKAGES = ["tokenizers==0.23.3", "onnxruntime==1.32.0", "numpy"]

if os.environ.get("IN_ENVIRONMENT") != "yes":
    folder = os.path.join(tempfile.gettempdir(), "benchbook-reference")
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(python):
        venv.create(folder, with_pip=True)
    subprocess.check_call([python, "-m", "pip", "install", "-q", *PACKAGES], stdout=sys.stderr)
    environment = dict(os.environ, IN_ENVIRONMENT="yes")
    sys.exit(subprocess.call([python, os.path.abspath(__file__), *sys.argv[1:]], env=environment))

import numpy
import onnxruntime
import tokenizers

PAIRS = {
    "Japanese, voiced kana": ("ガラス", "カラス"),
    "Japanese, half-width kana": ("ﾊﾟﾝ と ギター を ください", "パン と 水 を ください"),
    "Hebrew with points": ("שָׁלוֹם עוֹלָם", "שלום עולם"),
    "Arabic with vowels": ("السَّلَامُ عَلَيْكُمْ", "السلام عليكم"),
    "Persian": ("کِتاب‌ها را بخوان", "کتاب ها را بخوان"),
    "Urdu": ("آپ کا شُکریہ", "شکریہ"),
    "Syriac": ("ܫܠܵܡܵܐ", "ܫܠܡܐ"),
    "Hindi": ("नमस्ते दुनिया", "हिन्दी में उत्तर दें"),
    "Bengali": ("আমি ভাত খাই", "আমি মাছ খাই"),
    "Gurmukhi": ("ਸਤਿ ਸ੍ਰੀ ਅਕਾਲ", "ਧੰਨਵਾਦ"),
    "Gujarati": ("તમે કેમ છો", "હું મજામાં છું"),
    "Odia": ("ଆପଣ କେମିତି ଅଛନ୍ତି", "ଧନ୍ୟବାଦ"),
    "Tamil": ("வணக்கம் உலகம்", "நன்றி உலகம்"),
    "Telugu": ("నమస్కారం ప్రపంచం", "ధన్యవాదాలు"),
    "Kannada": ("ನಮಸ್ಕಾರ ಪ್ರಪಂಚ", "ಧನ್ಯವಾದ"),
    "Malayalam": ("നമസ്കാരം ലോകമേ", "നന്ദി ലോകം"),
    "Sinhala": ("ආයුබෝවන් ලෝකය", "ස්තුතියි"),
    "Thai": ("สวัสดีชาวโลก ครับ", "ขอบคุณ ครับ"),
    "Lao": ("ສະບາຍດີ ໂລກ", "ຂອບໃຈ"),
    "Khmer": ("សួស្តី ពិភពលោក", "អរគុណ"),
    "Burmese": ("မင်္ဂလာပါ ကမ္ဘာ", "ကျေးဇူးတင်ပါတယ်"),
    "Tibetan": ("བཀྲ་ཤིས་བདེ་ལེགས།", "ཐུགས་རྗེ་ཆེ།"),
    "Mongolian": ("ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "ᠮᠣᠩᠭᠣᠯ"),
    "Ge'ez": ("ሰላም ለዓለም", "አመሰግናለሁ"),
    "Korean": ("안녕하세요 세계", "감사합니다 세계"),
    "Chinese": ("你好，世界", "谢谢世界"),
    "Chinese beyond the first plane": ("𠮷野家で𠀋𠂉𫠝を食べる", "吉野家で丈を食べる"),
    "Cyrillic": ("Ёлка и ещё йогурт", "Елка и еще иогурт"),
    "Greek with accents and final sigma": ("Ο ΣΟΦΟΣ ΟΔΥΣΣΕΥΣ έφυγε", "ο σοφός Οδυσσεύς έφυγε"),
    "Armenian": ("Բարև աշխարհ", "Շնորհակալություն"),
    "Georgian": ("გამარჯობა მსოფლიო", "მადლობა"),
    "Vietnamese": ("Tiếng Việt rất đẹp", "Tieng Viet rat dep"),
    "Turkish": ("İstanbul'da ılık IĞDIR", "istanbulda ilik igdir"),
    "German and Polish": ("Straße, Äpfel und Łódź", "Strasse, Apfel und Lodz"),
    "Controls, soft hyphens, joiners, spaces": ("fine\u00adtuning\u200d and\u0007 a\u00a0\u3000b\u2028c\ufeff", "fine tuning and a b c"),
    "Emoji and signs": ("👩‍👩‍👧 ❤️ costs 5 € ± 1 %", "family love costs 5 euros"),
    "Special words": ("say [SEP] or [MASK] or [sep]", "say sep or mask"),
}


def main(folder):
    tokenizer = tokenizers.Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    session = onnxruntime.InferenceSession(os.path.join(folder, "onnx", "model.onnx"))
    names = [one.name for one in session.get_inputs()]

    def vector(text):
        ids = numpy.array([tokenizer.encode(text).ids], dtype=numpy.int64)
        feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        states = session.run(None, {name: feed[name] for name in names})[0][0]
        mean = states.mean(axis=0)
        return mean / numpy.linalg.norm(mean)

    pairs = [
        {
            "script": script,
            "text": text,
            "reference": reference,
            "cosine": float(vector(text) @ vector(reference)),
            "withEnglish": float(vector(text) @ vector("The weather is lovely today.")),
        }
        for script, (text, reference) in PAIRS.items()
    ]
    made = f"tokenizers {tokenizers.__version__}, onnxruntime {onnxruntime.__version__}, all-MiniLM-L6-v2, mean of the tokens, length 1"
    print(json.dumps({"madeBy": made, "pairs": pairs}, ensure_ascii=False, indent=1))


main(*sys.argv[1:])
