"""What a password must not be, each refusal in a sentence that says what to do.

Django's own sentences are partly untranslated (its message about length, in 5.2).
"""

from django.contrib.auth import password_validation


class LongEnough(password_validation.MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        return f"密码太短，请至少使用 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"至少 {self.min_length} 个字符。"


class NotOneselfs(password_validation.UserAttributeSimilarityValidator):
    """Not close to the person's own name or username."""

    def get_error_message(self) -> str:
        return "密码与%(verbose_name)s太相近，请换一个。"

    def get_help_text(self) -> str:
        return "不与登录名、姓名相近。"


class NotCommon(password_validation.CommonPasswordValidator):
    """None of the twenty thousand that are guessed first."""

    def get_error_message(self) -> str:
        return "密码过于常见，容易被猜中，请换一个。"

    def get_help_text(self) -> str:
        return "不用常见密码。"


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    """Something besides digits."""

    def get_error_message(self) -> str:
        return "密码不能全是数字，请加入字母或符号。"

    def get_help_text(self) -> str:
        return "不全是数字。"
