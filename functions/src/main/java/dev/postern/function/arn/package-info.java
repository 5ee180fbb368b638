/** Functions on AWS Lambda, called through its Invoke API ({@code arn:}). */
package dev.postern.function.arn;
